-- severity: warning
-- title: "An act is not later than the list from which it is known"
-- title_fr: "Un acte n’est pas postérieur à la liste d’où il est connu"
-- title_es: "Un acto no es posterior a la lista por la que se conoce"
-- message: "{row} is dated {value}, after the state of the list, {as_of}."
-- message_fr: "{row} est daté du {value}, après l’état de la liste, {as_of}."
-- message_es: "{row} lleva la fecha {value}, posterior al estado de la lista, {as_of}."
-- remedy: "Correct the date, or empty as_of where the act is known from a later source."
-- remedy_fr: "Corrigez la date, ou videz as_of si l’acte est connu par une source plus récente."
-- remedy_es: "Corrija la fecha, o vacíe as_of si el acto se conoce por una fuente posterior."

SELECT _file, _line, _row, 'date' AS field, date AS value, id AS "row", as_of
FROM membership_actions
WHERE edtf_first(date) > edtf_last(as_of)
