"""Sources of kind `modules`: folders of mixed files with a `module.yaml` each, so that a citation names
module, day and slide or page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest.documents.formats import parse_bytes
from ingest.files import LeftOut, files_below, read_bytes, said_of
from ingest.modules.module_file import MODULE_FILE, ModuleFile, load_module_file, slug
from ingest.outcome import Outcome
from knowledge.errors import UnreadableSource
from knowledge.model.document import Document, Section

OVERVIEW = "Überblick"
GOALS = "Lernziele von Seminartag {day}"
_AUDIENCES = {
    "trainer": "Trainer*innen",
    "mentor": "Weiterbildungsmentor*innen",
    "worker": "Beschäftigte",
    "employer": "Betriebe",
}


@dataclass(frozen=True, slots=True)
class _Folder:
    """One module's folder: its files below it, and the beginning of their document ids."""

    path: Path
    id: str
    files: tuple[str, ...]  # relative, "/" between parts


def read_modules(root: Path, source_id: str) -> Iterator[Outcome]:
    """The documents of all modules below a folder: each module's own sheet (overview, learning
    goals), then each file.

    Document ids are `<source>/<module folder>/<file without suffix>`; where two files of a module differ by
    their suffix alone, the suffix stays. What cannot be read is an outcome with its reason, the rest goes on.
    """
    if not root.is_dir():
        yield Outcome(source_id, "", failure=f"{root}: Diesen Ordner gibt es nicht.")
        return
    left_out: list[LeftOut] = []
    try:
        files = sorted(files_below(root, left_out))
    except OSError as error:
        yield Outcome(
            source_id,
            "",
            failure=(
                f"{error.filename or root}: Der Ordner lässt sich nicht lesen ({error.strerror}). Bitte die"
                " Rechte prüfen."
            ),
        )
        return
    if said := said_of(left_out):
        yield Outcome(source_id, "", skipped=said)
    folders = [file.parent for file in files if file.name == MODULE_FILE]
    if not folders:
        yield Outcome(
            source_id,
            "",
            failure=f"{root}: Hier liegt kein Modul. Jeder Ordner mit Material braucht eine {MODULE_FILE}.",
        )
        return
    owned, strays = _owned(files, folders)
    # of no document, as a broken module file: so the sync keeps what it has of this source
    for stray, count in sorted(strays.items()):
        counted = "1 Datei gehört" if count == 1 else f"{count} Dateien gehören"
        yield Outcome(
            source_id, "", failure=f"{stray}: {counted} zu keinem Modul, weil eine {MODULE_FILE} fehlt."
        )
    for path in folders:
        yield from _read_module(
            _folder(path, root, source_id, owned[path]),
            source_id,
            PurePosixPath(root.name) / path.relative_to(root).as_posix(),
        )


def module_files(root: Path, source_id: str) -> dict[str, Path]:
    """document id -> its file, for a folder as `read_modules` reads it; empty if it is not there."""
    try:
        files = sorted(files_below(root, [])) if root.is_dir() else []
    except OSError:
        return {}
    folders = [file.parent for file in files if file.name == MODULE_FILE]
    owned, _ = _owned(files, folders)
    found: dict[str, Path] = {}
    for path in folders:
        try:
            module, _ = load_module_file(path / MODULE_FILE)
        except UnreadableSource:
            continue
        folder = _folder(path, root, source_id, owned[path])
        found |= {document_id: path / file for file, document_id in _ids(folder, _material(folder, module))}
    return found


def _owned(files: list[Path], folders: list[Path]) -> tuple[dict[Path, list[str]], Counter[Path]]:
    """(module folder -> its files, relative; folder -> how many of its files belong to no module)."""
    owned: dict[Path, list[str]] = {folder: [] for folder in folders}
    strays: Counter[Path] = Counter()
    for file in files:
        owner = next((parent for parent in file.parents if parent in owned), None)
        if owner is None:
            strays[file.parent] += 1
        elif file.name != MODULE_FILE:
            owned[owner].append(file.relative_to(owner).as_posix())
    return owned, strays


def _folder(path: Path, root: Path, source_id: str, files: list[str]) -> _Folder:
    name = "/".join(slug(part) for part in path.relative_to(root).parts) or slug(root.name)
    return _Folder(path, f"{source_id}/{name}", tuple(files))


def _material(folder: _Folder, module: ModuleFile) -> tuple[str, ...]:
    return tuple(
        file for file in folder.files if not any(_ignored(file, pattern) for pattern in module.ignore)
    )


def _read_module(folder: _Folder, source_id: str, place: PurePosixPath) -> Iterator[Outcome]:
    sheet = f"{folder.id}/{Path(MODULE_FILE).stem}"
    try:
        module, lines = load_module_file(folder.path / MODULE_FILE)
    except UnreadableSource as error:
        yield Outcome(source_id, "", failure=str(error))
        return
    files = _material(folder, module)
    yield Outcome(source_id, sheet, module_sheet(module, sheet, str(place / MODULE_FILE)))
    for position, material in enumerate(module.materials):
        if material.file not in files:
            line = lines.of("materials", position, "file")
            reason = (
                f"{folder.path / MODULE_FILE}, Zeile {line}: „{material.file}“ liegt nicht im Ordner. Bitte"
                " die Datei hinlegen oder den Eintrag streichen."
            )
            yield Outcome(source_id, f"{folder.id}/{slug(material.file)}", failure=reason)
    for file, document_id in _ids(folder, files):
        try:
            yield Outcome(
                source_id,
                document_id,
                _read_file(folder.path / file, file, module, document_id, str(place / file)),
            )
        except UnreadableSource as error:
            yield Outcome(source_id, document_id, failure=str(error))


def _ids(folder: _Folder, files: tuple[str, ...]) -> list[tuple[str, str]]:
    """(file, document id)."""
    bare = {file: slug(PurePosixPath(file).with_suffix("").as_posix()) for file in files}
    taken = Counter([*bare.values(), Path(MODULE_FILE).stem])
    return [(file, f"{folder.id}/{name if taken[name] == 1 else slug(file)}") for file, name in bare.items()]


def _ignored(file: str, pattern: str) -> bool:
    path = PurePosixPath(file)
    return any(part.match(pattern.rstrip("/")) for part in (path, *path.parents) if part.name)


def _read_file(path: Path, name: str, module: ModuleFile, document_id: str, url: str) -> Document:
    read = parse_bytes(read_bytes(path, str(path)), name=str(path), url=url, document_id=document_id)
    material = module.material_of(name)
    where = module.path_of(material.day)
    return replace(
        _labelled(read, module),
        id=document_id,
        title=f"{module.name}, {material.title or read.title or path.stem}",
        sections=tuple(replace(section, path=(*where, *section.path)) for section in read.sections),
        url=url,
        legal_basis=(*material.legal_basis, *read.legal_basis),
    )


def module_sheet(module: ModuleFile, document_id: str, url: str) -> Document:
    """What `module.yaml` says of its module as a document: an overview, and each seminar day's learning goals
    as a section.
    """
    listed = [
        f"- {material.title} (Datei {material.file})" if material.title else f"- {material.file}"
        for material in module.materials
    ]
    overview = [
        f"{module.name} gehört zu {module.part}.",
        *(f"{day.name}." for day in module.days),
        f"Dauer: {module.duration}.",
        f"Für: {', '.join(_AUDIENCES.get(a, a) for a in module.audience)}.",
        *(["Material:", *listed] if listed else []),
    ]
    goals = [
        Section(
            GOALS.format(day=d.day),
            "\n".join(f"- {goal}" for goal in d.goals),
            d.title,
            module.path_of(d.day),
        )
        for d in module.days
    ]
    sections = (Section(OVERVIEW, "\n".join(overview), path=module.path_of(None)), *goals)
    return _labelled(Document(document_id, "module", f"{module.name}, Modulblatt", sections, url=url), module)


def _labelled(document: Document, module: ModuleFile) -> Document:
    return replace(
        document,
        kind="module",
        stand=module.stand or document.stand,
        audience=module.audience,
        topics=module.topics or document.topics,
        region=module.region or document.region,
        licence=module.licence or document.licence,
    )
