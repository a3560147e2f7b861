"""The pages of every register declared in app/registers/definitions: list, form, both versions, history."""
