# make chat: everything to a running chat. make test: everything to passed tests. Both work with and without uv.
SHELL := /bin/bash
.DEFAULT_GOAL := hilfe
BIN := .venv/bin
LOCK := requirements.lock
DEV_LOCK := requirements-dev.lock

.PHONY: hilfe chat laws test thorough check lock clean

hilfe:
	@echo "make chat   installieren, Startwissen einlesen, Chat unter http://localhost:8000 öffnen; die Gesetze kommen im Hintergrund"
	@echo "make laws   die Bundesgesetze von gesetze-im-internet.de von Hand holen und alle Quellen abgleichen (braucht Internet)"
	@echo "make test   installieren und alle Tests laufen lassen"
	@echo "make thorough  die längsten Tests (Muster, Fuzzing, Abbrüche, Passwortraten), vor einer Ausgabe"
	@echo "make check  Stil, Typen und die Richtung der Importe prüfen"

.venv/.chat: $(LOCK) pyproject.toml
	@./tools/install.sh $(LOCK)
	@touch $@

.venv/.test: $(DEV_LOCK) pyproject.toml
	@./tools/install.sh $(DEV_LOCK)
	@touch $@ .venv/.chat

chat: .venv/.chat
	@$(BIN)/wbm sync --kind factsheets --kind modules
	@$(BIN)/wbm serve

laws: .venv/.chat
	@$(BIN)/wbm sync

test: .venv/.test
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile --no-loadscope-reorder

thorough: .venv/.test
	@$(BIN)/python -m pytest -m thorough -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/.test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet pyproject.toml -o $(LOCK)
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --extra dev --extra openai -c $(LOCK) pyproject.toml -o $(DEV_LOCK)
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet tools/installer.in -o tools/installer.lock

clean:
	rm -rf .venv data
