-- severity: warning
-- title: "A reopening follows a closure or a collapse"
-- title_fr: "Une réouverture suit une fermeture ou un effondrement"
-- title_es: "Una reapertura sigue a un cierre o a un derrumbe"
-- message: "{bridge}: it reopened on {value}, and no earlier row says that it was closed or fell."
-- message_fr: "{bridge} : réouverture le {value}, et aucune ligne antérieure ne dit qu’il a été fermé ou s’est effondré."
-- message_es: "{bridge}: se reabrió el {value}, y ninguna fila anterior dice que se cerrara o se derrumbara."
-- remedy: "Add the closure or the collapse, or make the row an opening."
-- remedy_fr: "Ajoutez la fermeture ou l’effondrement, ou faites de la ligne une ouverture."
-- remedy_es: "Añada el cierre o el derrumbe, o convierta la fila en una apertura."

SELECT r._file, r._line, r._row, 'date' AS field, r.date AS value, r.bridge_id AS bridge
FROM events AS r
WHERE r.kind = 'reopening'
  AND NOT EXISTS (
    SELECT 1
    FROM events AS c
    WHERE c.bridge_id = r.bridge_id AND c.kind IN ('closure', 'collapse')
      AND edtf_first(c.date) <= edtf_last(r.date)
  )
