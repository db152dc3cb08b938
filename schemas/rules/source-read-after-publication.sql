-- severity: warning
-- title: "A source is read after it was published"
-- title_fr: "Une source est lue après sa publication"
-- title_es: "Una fuente se lee después de publicarse"
-- message: "The source {row} was read on {value}, before it was published on {published_date}."
-- message_fr: "La source {row} a été lue le {value}, avant sa publication le {published_date}."
-- message_es: "La fuente {row} se leyó el {value}, antes de publicarse el {published_date}."
-- remedy: "Correct accessed_date or published_date."
-- remedy_fr: "Corrigez accessed_date ou published_date."
-- remedy_es: "Corrija accessed_date o published_date."

SELECT _file, _line, _row, 'accessed_date' AS field, accessed_date AS value, id AS "row", published_date
FROM sources
WHERE edtf_last(accessed_date) < edtf_first(published_date)
