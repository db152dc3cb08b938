-- severity: warning
-- title: "An instrument is replaced by a later one"
-- title_fr: "Un instrument est remplacé par un instrument ultérieur"
-- title_es: "Un instrumento se sustituye por otro posterior"
-- message: "{row}, signed on {signed_date}, is replaced by {value}, signed before it on {replacement_date}."
-- message_fr: "{row}, signé le {signed_date}, est remplacé par {value}, signé avant lui le {replacement_date}."
-- message_es: "{row}, firmado el {signed_date}, se sustituye por {value}, firmado antes, el {replacement_date}."
-- remedy: "Check which of the two is later, and type its id as replaced_by in the earlier one."
-- remedy_fr: "Vérifiez lequel des deux est ultérieur et saisissez son identifiant comme replaced_by dans l’autre."
-- remedy_es: "Compruebe cuál de los dos es posterior y escriba su identificador como replaced_by en el otro."

SELECT c._file, c._line, c._row, 'replaced_by' AS field, c.replaced_by AS value, c.id AS "row",
       c.signed_date, r.signed_date AS replacement_date
FROM cooperation AS c
JOIN cooperation AS r ON r.id = c.replaced_by
WHERE edtf_last(r.signed_date) < edtf_first(c.signed_date)
