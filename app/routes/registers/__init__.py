"""The pages of every register of app/registers/definitions: list, form, conflict of two versions, history."""
