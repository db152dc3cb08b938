-- severity: warning
-- title: "A state that signed ratifies; one that did not accedes"
-- title_fr: "Un État qui a signé ratifie ; celui qui n’a pas signé adhère"
-- title_es: "Un Estado que firmó ratifica; el que no firmó se adhiere"
-- message: "{row} is an accession, but the same state signed on {signature_date}."
-- message_fr: "{row} est une adhésion, mais le même État a signé le {signature_date}."
-- message_es: "{row} es una adhesión, pero el mismo Estado firmó el {signature_date}."
-- remedy: "Look both acts up in the source; type ratification, acceptance or approval as the action where that is what was deposited."
-- remedy_fr: "Vérifiez les deux actes dans la source ; saisissez ratification, acceptance ou approval comme acte si c’est ce qui a été déposé."
-- remedy_es: "Compruebe los dos actos en la fuente; escriba ratification, acceptance o approval como acto si eso es lo que se depositó."

SELECT m._file, m._line, m._row, 'action' AS field, m.action AS value, m.id AS "row", s.date AS signature_date
FROM membership_actions AS m
JOIN membership_actions AS s
  ON s.agreement_id = m.agreement_id AND s.country_code = m.country_code AND s.action = 'signature'
WHERE m.action = 'accession'
