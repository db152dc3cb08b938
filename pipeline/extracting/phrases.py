"""The words by which French, English and Spanish texts state a fact: patterns over folded text.

A phrase of one language means nothing in another, so that all are looked for at once and the language need not be known.
"""

from __future__ import annotations

import re

from pipeline.extracting.numbers import ordinal_pattern


def compiled(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(alternatives)})(?![a-z])")


ORDINAL = ordinal_pattern()

# Bodies: kind, then how it is printed. Longer forms first; COP-MOP before COP.
CONFERENCE = r"(?:conference|reunion|assemblee) (?:of|des|de las|de la) (?:the )?(?:contracting )?(?:parties|partes)(?: contractantes)?"
MEETING_OF_PARTIES = (
    r"(?:meeting of (?:the )?(?:contracting )?parties|reunion des parties(?: contractantes)?|reunion de las partes)"
)
BODIES: tuple[tuple[str, str], ...] = (
    ("cop-mop", r"(?:cop|cdp|cp)[-/ ]?(?:mop|rdp|rop)|cp-rp"),
    ("excop", r"ex-?cop"),
    ("sbstta", r"sbstta|osastt"),
    ("sbi", r"sbi|osmo?o?"),
    ("sc", r"standing committee|comite permanent|comite permanente"),
    ("cst", r"cst|comite de la science et de la technologie|committee on science and technology"),
    ("cric", r"cric"),
    ("igm", r"igm|intergovernmental meeting|reunion intergouvernementale"),
    ("prepcom", r"prepcom|preparatory committee|comite preparatoire"),
    ("gb", r"governing body|organe directeur|organo rector"),
    ("cop", rf"cops?|cdp|cp|cops|{CONFERENCE}"),
    ("mop", rf"mop|rdp|{MEETING_OF_PARTIES}"),
)
SESSION = r"(?:(?:session|reunion|meeting|sesion|edition|edicion)s?)"
JOIN = r"(?: ?(?:de la|de l'|des|du|of the|of|de las|del|de|a la|to the|en)? ?(?:the )?)"

SECRETARIAT = compiled(r"secretariats?", r"secretarias?", r"secretariado", r"bureau permanent")
SEATED = compiled(
    r"situee?s?", r"etablie?s?", r"basee?s?", r"sise?s?", r"installee?s?", r"siege(?: social)?", r"a son siege", r"located",
    r"based", r"headquarter(?:s|ed)", r"seated", r"seat", r"established", r"sede", r"ubicad[ao]s?", r"con sede", r"radicad[ao]",
)  # fmt: skip
HOSTED = compiled(
    r"confiee?s?", r"assuree?s?", r"fournie?s?", r"hebergee?s?", r"administree?s?", r"assure", r"fournit", r"heberge",
    r"accueillie?s?", r"provided", r"hosted", r"administered", r"provides", r"hosts", r"designated", r"designee?", r"entrusted",
    r"encargo", r"confio", r"administrada?", r"acogida?", r"proporcionada?", r"designo",
)  # fmt: skip
RESPONSIBILITY = compiled(
    r"secretariats?", r"secretarias?", r"functions of the secretariat", r"fonctions? de secretariat"
)
FUNCTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "meeting-servicing",
        compiled(
            r"(?:d'|de |a |l')?(?:assurer|organiser|preparer|planifier|planification|organisation)[^.;:\n]{0,60}?(?:reunions|sessions)[^.;:\n]*",
            r"(?:to )?(?:arrang|organi[sz]|servic|prepar|conven)(?:e|ing|es)[^.;:\n]{0,40}?(?:meetings|sessions)[^.;:\n]*",
            r"(?:organizar|preparar|prestar servicios)[^.;:\n]{0,40}?(?:reuniones|sesiones)[^.;:\n]*",
        ),
    ),
    (
        "programme-support",
        compiled(
            r"(?:aider|contribuer|appuyer|participer|soutenir)[^.;:\n]{0,25}?(?:mise en (?:oe|œ)uvre|execution|application)[^.;:\n]{0,25}?programmes? de travail",
            r"(?:assist|help|support|facilitat)(?:s|e|es|ing)?[^.;:\n]{0,40}?(?:implement|carry)[^.;:\n]{0,40}?(?:programmes?|programs?)(?: of work)?",
            r"(?:ayudar|apoyar|contribuir)[^.;:\n]{0,30}?(?:aplicacion|ejecucion)[^.;:\n]{0,25}?programas? de trabajo",
        ),
    ),
    (
        "coordination",
        compiled(
            # As far as the clause goes; "et" before a verb begins another task.
            r"(?:coordonner|assurer la coordination)(?: (?!et [a-z]+(?:er|ir|re) )[^ .;:,\n]+){1,20}",
            r"(?:to )?coordinat(?:e|es|ing) [^.;:,\n]{0,120}",
            r"coordinar [^.;:,\n]{0,120}",
        ),
    ),
    (
        "liaison",
        compiled(
            r"(?:batir|etablir|nouer|tisser|creer|entretenir|developper) des (?:liens|relations)[^.;:\n]*",
            r"(?:to )?(?:build|establish|maintain|develop)(?:s|es|ing)? (?:links|liaison|relations|relationships|contacts)[^.;:\n]*",
            r"(?:to )?liais(?:e|es|ing) with[^.;:\n]*",
            r"(?:establecer|crear|mantener) (?:vinculos|relaciones|enlaces)[^.;:\n]*",
        ),
    ),
)
INSTRUMENTS: tuple[tuple[str | None, re.Pattern[str]], ...] = (
    ("joint programme of work", compiled(r"joint (?:work (?:plans?|programmes?|programs?)|programmes? of work)", r"(?:programmes?|plans?) de travail (?:communs?|conjoints?)", r"(?:programas?|planes?) de trabajo (?:conjuntos?)")),
    ("memorandum of understanding", compiled(r"memorand(?:um|a|ums) of understanding", r"mous?", r"protocoles? d'accord", r"memorandums? d'(?:entente|accord)", r"ententes? de principe", r"memorand(?:o|os|um) de entendimiento")),
    ("memorandum of cooperation", compiled(r"memorand(?:um|a|ums) of co-?operation", r"mocs?", r"memoires? de cooperation", r"memorandums? de cooperation", r"memorand(?:o|os|um) de cooperacion", r"memories of cooperation")),
    ("letter of agreement", compiled(r"letters? of agreement", r"lettres? d'accord", r"cartas? de acuerdo")),
    ("liaison group", compiled(r"liaison group", r"groupe de liaison", r"grupo de enlace")),
)  # fmt: skip
PARTIES = re.compile(
    r"(?<![\d.,])(\d{2,3}) (?:(?:contracting |etats |states |pays |member )?(?:parties|partes)(?: contractantes)?|etats membres|member states|countries are parties|ratifications)(?![a-z])"
)
JOINED = compiled(r"(?:est )?devenue?s? (?:une )?partie", r"became (?:a |the )?(?:contracting )?party", r"paso a ser parte", r"a adhere", r"acceded", r"se adhirio", r"adhirio", r"a ratifie", r"ratified", r"ratifico", r"a accepte", r"a approuve", r"a signe", r"signed")  # fmt: skip
ACTIONS = (("accession", r"adher|acceded|adhir"), ("ratification", r"ratifi"), ("acceptance", r"accepte"), ("approval", r"approuve"), ("signature", r"signe"))  # fmt: skip
AGREEMENT_EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("entry_into_force", compiled(r"entree?s? en vigueur", r"est entree? en vigueur", r"entered into force", r"came into force", r"entry into force", r"entro en vigor", r"entrada en vigor")),
    ("opening_for_signature", compiled(r"ouverte?s? a la signature", r"opened for signature", r"open for signature", r"abiert[ao] a la firma", r"se abrio a la firma")),
    ("adoption", compiled(r"adoptee?s?", r"adopted", r"adoptad[ao]", r"se adopto", r"adoption", r"conclue?s?", r"concluded")),
    ("signature", compiled(r"signee?s?", r"was signed", r"signed", r"firmad[ao]", r"se firmo")),
)  # fmt: skip
STATUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cancelled", compiled(r"annulee?s?", r"cancell?ed", r"cancelad[ao]")),
    ("postponed", compiled(r"reportee?s?", r"postponed", r"aplazad[ao]", r"pospuest[ao]", r"differee?s?")),
    ("planned", compiled(r"aura lieu", r"se tiendra", r"se deroulera", r"est prevue?", r"will (?:be held|take place|convene|meet)", r"is scheduled", r"is to be held", r"se celebrara", r"tendra lugar", r"accueillera", r"will host")),
    ("held", compiled(r"s'est tenue?", r"a eu lieu", r"s'est deroulee?", r"s'est reunie?", r"tenue?s?", r"was held", r"were held", r"took place", r"convened", r"met in", r"held", r"se celebro", r"tuvo lugar", r"celebrad[ao]")),
)  # fmt: skip
