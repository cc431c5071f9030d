package display

// WithID names a display, so that Update can replace it later.
func WithID(id string, data Data) Data {
	return withTransient(data, MIMEMap{"display_id": id})
}

// Update is data that takes the place of the display with the id, wherever
// that is shown.
func Update(id string, data Data) Data {
	return withTransient(data, MIMEMap{"display_id": id, "update": true})
}

// Clear empties the cell's output: at once, or, with wait, when the next output
// comes, which avoids flicker.
func Clear(wait bool) Data {
	return Data{Transient: MIMEMap{"clear_output": true, "wait": wait}}
}

func withTransient(data Data, more MIMEMap) Data {
	transient := MIMEMap{}
	for k, v := range data.Transient {
		transient[k] = v
	}
	for k, v := range more {
		transient[k] = v
	}
	data.Transient = transient
	return data
}
