"""Words that govern others in a wish: prepositions, articles, verbs of asking and learning."""

from __future__ import annotations

ARTICLES = frozenset("das die den der dem des ein eine einen einem einer eines".split())
PREPOSITIONS = frozenset(
    "zum zur zu für über in im ins auf mit nach an am von vom aus bei beim durch unter seit trotz wegen"
    " während neben ohne gegen statt außer als thema thema: bereich richtung gebiet um ab bis vor"
    " zwischen".split()
)
INTRODUCES = frozenset("zum zur für zu über thema bereich richtung in im mit und nach lernen als".split())
FIELDS = frozenset("zum zur über thema bereich richtung in im".split())
SOMETHING = frozenset("beruf was etwas irgendwas irgendetwas irgendeinen irgendein".split())
ASKS = frozenset(
    "sucht möchte möchten will wollen braucht brauchen bräuchte bräuchten benötigt benötigen interessiert"
    " fragt wünscht wünschen hätte hätten muss müssen soll sollen sollte sollten".split()
)
NEEDS = frozenset("sucht braucht benötigt interessiert fragt wünscht".split())
HELPS = frozenset("würde würden könnte könnten kann können hat haben geht ist sind wird".split())
LEARNS = frozenset(
    "lernen üben können machen werden auffrischen nachholen vertiefen absolvieren besuchen belegen ablegen"
    " erwerben".split()
)
LOOSE = frozenset("in im an am auf bei beim mit von vom durch".split())
TIES = frozenset("zum zur über thema richtung".split())
WANTS = frozenset(
    "suche suchen such sucht gesucht brauche brauchen braucht benötige benötigen benötigt".split()
)
# words within a phrase that change nothing of what governs it
CARRIES = frozenset(
    "und oder sowie auch nur mal noch schon wieder etwas so sehr ganz richtig gern gerne dringend"
    " bitte".split()
)
HANDLES = frozenset(
    "umgeht umgehen umzugehen umging befasst befassen beschäftigt auseinandersetzt".split()
)  # "wie man mit Kunden umgeht"
HANG_ON = frozenset("mit aus in im von bei ohne".split())
LACKS = frozenset(  # "Hilfe beim Lesen", "Probleme mit Excel"
    "hilfe unterstützung probleme problemen schwierigkeiten nachholbedarf bedarf schwächen lücken defizite"
    " fit unsicher sicherer besser nachhilfe".split()
)
LACKING_IN = frozenset("bei beim mit in im".split())
KNOWING = frozenset(
    "update updates auffrischung einstieg einarbeitung"
    " kenntnisse kenntnissen wissen umgang grundkenntnisse grundkenntnissen einführung".split()
)
KNOWN_OF = frozenset("in im über von vom zu zum zur mit rund".split())  # "Kenntnisse im Vergaberecht"
JOBS = frozenset("job jobs arbeit stelle stellen beruf tätigkeit tätig minijob".split())  # "Job als Lagerist"
PRONOUNS = frozenset("ich er sie wir mich uns ihn mir".split())
OFFERS = frozenset("angebot angebote kursangebote weiterbildungsangebote möglichkeit möglichkeiten".split())
TEACHES = frozenset(  # "unsere Meister in Führung schulen"
    "schulen fit schicken weiterbilden fortbilden qualifizieren ausbilden anmelden unterweisen"
    " trainieren".split()
)
MEANS = frozenset("bus bahn zug auto hund".split())  # what is driven: "Führerschein Bus"
ASKED_FOR = frozenset(
    "interesse interessiert gefragt fragt fragte erkundigt gedacht dachte denke denkt".split()
)
