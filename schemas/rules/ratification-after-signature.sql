-- severity: warning
-- title: "A state ratifies after it has signed"
-- title_fr: "Un État ratifie après avoir signé"
-- title_es: "Un Estado ratifica después de haber firmado"
-- message: "{row} is dated {value}, before the signature of the same state on {signature_date}."
-- message_fr: "{row} est daté du {value}, avant la signature du même État le {signature_date}."
-- message_es: "{row} lleva la fecha {value}, antes de la firma del mismo Estado el {signature_date}."
-- remedy: "Look both acts up in the source and correct the wrong date; they may have been swapped."
-- remedy_fr: "Vérifiez les deux actes dans la source et corrigez la date fausse ; elles ont peut-être été interverties."
-- remedy_es: "Compruebe los dos actos en la fuente y corrija la fecha errónea; quizá se intercambiaron."

SELECT r._file, r._line, r._row, 'date' AS field, r.date AS value, r.id AS "row", s.date AS signature_date
FROM membership_actions AS r
JOIN membership_actions AS s
  ON s.agreement_id = r.agreement_id AND s.country_code = r.country_code AND s.action = 'signature'
WHERE r.action IN ('ratification', 'acceptance', 'approval')
  AND edtf_last(r.date) < edtf_first(s.date)
