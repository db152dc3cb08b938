-- severity: error
-- title: "A meeting is not before the adoption of its agreement"
-- title_fr: "Une réunion ne précède pas l’adoption de son accord"
-- title_es: "Una reunión no precede a la adopción de su acuerdo"
-- message: "{row} starts on {value}, but its agreement {agreement} was adopted on {adoption_date}."
-- message_fr: "{row} commence le {value}, mais son accord {agreement} a été adopté le {adoption_date}."
-- message_es: "{row} empieza el {value}, pero su acuerdo {agreement} se adoptó el {adoption_date}."
-- remedy: "Correct the date or the body of the meeting; for one that prepared the agreement, name a body of the kind prepcom, inc or igm."
-- remedy_fr: "Corrigez la date ou l’organe de la réunion ; si elle a préparé l’accord, indiquez un organe de nature prepcom, inc ou igm."
-- remedy_es: "Corrija la fecha o el órgano de la reunión; si preparó el acuerdo, indique un órgano del tipo prepcom, inc o igm."

-- Bodies that prepare an agreement, and intergovernmental meetings on an action plan, are older than the agreement.
SELECT m._file, m._line, m._row, 'start_date' AS field, m.start_date AS value, m.id AS "row",
       a.id AS agreement, a.adoption_date
FROM meetings AS m
JOIN bodies AS b ON b.id = m.body_id
JOIN agreements AS a ON a.id = b.agreement_id
WHERE b.kind NOT IN ('prepcom', 'inc', 'igm')
  AND edtf_last(m.start_date) < edtf_first(a.adoption_date)
