/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_ENTRY_NOTE (pd_entry_note_get_type ())
G_DECLARE_FINAL_TYPE (PdEntryNote, pd_entry_note, PD, ENTRY_NOTE, GtkBox)

GtkWidget *pd_entry_note_new (PdStore *store, gboolean mends);
void pd_entry_note_show (PdEntryNote *self, const PdRecord *order);

G_END_DECLS
