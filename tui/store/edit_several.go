package store

// Several is several edits as one: made one after another or not at all, and
// taken back as one.
func Several(edits ...Edit) Edit { return Edit{several: edits} }

// applyAll makes them in a text.
func (e Edit) applyAll(path string, text []byte) (out []byte, undo Edit, err error) {
	out = text
	back := make([]Edit, len(e.several))
	for i, one := range e.several {
		if out, back[len(back)-1-i], err = one.Apply(path, out); err != nil {
			return nil, Edit{}, err
		}
	}
	return out, Several(back...), nil
}
