-- severity: error
-- title: "The meetings of a body are numbered in the order of their dates"
-- title_fr: "Les réunions d’un organe sont numérotées dans l’ordre de leurs dates"
-- title_es: "Las reuniones de un órgano se numeran por orden de fecha"
-- message: "{row} starts on {value}, not after {previous}, which has a lower number and starts on {previous_start}."
-- message_fr: "{row} commence le {value}, et non après {previous}, qui porte un numéro inférieur et commence le {previous_start}."
-- message_es: "{row} empieza el {value}, y no después de {previous}, que lleva un número inferior y empieza el {previous_start}."
-- remedy: "Check number and date of both meetings in the sources and correct the wrong one."
-- remedy_fr: "Vérifiez le numéro et la date des deux réunions dans les sources et corrigez ce qui est faux."
-- remedy_es: "Compruebe el número y la fecha de las dos reuniones en las fuentes y corrija lo que sea erróneo."

-- Undivided meetings and first parts only: a second part or a resumed one may follow the next meeting.
WITH starts AS (
    SELECT *, lag(id) OVER body AS previous, lag(start_date) OVER body AS previous_start
    FROM meetings
    WHERE part IN ('0', '1')
      AND number IS NOT NULL
      AND status IN ('held', 'planned')
      AND edtf_first(start_date) IS NOT NULL
    WINDOW body AS (PARTITION BY body_id ORDER BY number, part)
)
SELECT _file, _line, _row, 'start_date' AS field, start_date AS value, id AS "row", previous, previous_start
FROM starts
WHERE edtf_last(start_date) <= edtf_first(previous_start)
