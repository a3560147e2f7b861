"""Every screen of the product in pictures: `script/contact-sheet --help`. A tool for eyes, no test of its own."""
