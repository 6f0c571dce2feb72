// Package login is the pane in which a trader logs in, once a day: docked
// under the table, which keeps its last prices in sight.
//
// Three things to know. The pane asks and shows; it exchanges nothing: what
// the user gives leaves as a message, and the root says how it went. Letters
// are keys until a field has the focus, and a paste lands in the field from
// anywhere. A secret is masked while it is typed and never shown again.
package login
