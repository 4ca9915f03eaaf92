/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PD_TYPE_SUGGESTION_NOTE (pd_suggestion_note_get_type ())
G_DECLARE_FINAL_TYPE (PdSuggestionNote, pd_suggestion_note, PD, SUGGESTION_NOTE, GtkBox)

GtkWidget *pd_suggestion_note_new (const char *use_description);
void
pd_suggestion_note_show (PdSuggestionNote *self, const char *about, const char *title, const char *reason);
gboolean pd_suggestion_note_is_dismissed (PdSuggestionNote *self, const char *about);

G_END_DECLS
