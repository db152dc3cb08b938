-- severity: warning
-- title: "A former country does nothing after its end"
-- title_fr: "Un ancien pays ne fait rien après sa fin"
-- title_es: "Un país desaparecido no hace nada después de su fin"
-- message: "{row} happens on {date} in the name of {value}, a code that was in use {period}."
-- message_fr: "{row} a lieu le {date} au nom de {value}, un code en usage {period}."
-- message_es: "{row} ocurre el {date} en nombre de {value}, un código en uso {period}."
-- remedy: "Type the code of the country that followed it ({successors}), or correct the date."
-- remedy_fr: "Saisissez le code du pays qui lui a succédé ({successors}), ou corrigez la date."
-- remedy_es: "Escriba el código del país que lo sucedió ({successors}), o corrija la fecha."

WITH acts AS (
    SELECT _file, _line, _row, id AS key, country_code, date FROM membership_actions
    UNION ALL
    SELECT p._file, p._line, p._row, p.id, p.country_code, m.start_date
    FROM meeting_places AS p
    JOIN meetings AS m ON m.id = p.meeting_id
)
SELECT a._file, a._line, a._row, 'country_code' AS field, a.country_code AS value, a.key AS "row", a.date,
       coalesce(c.from_date, '') || '/' || coalesce(c.to_date, '') AS period,
       coalesce(c.replaced_by, '') AS successors
FROM acts AS a
JOIN countries AS c ON c.code = a.country_code
WHERE edtf_first(a.date) > edtf_last(c.to_date)
   OR edtf_last(a.date) < edtf_first(c.from_date)
