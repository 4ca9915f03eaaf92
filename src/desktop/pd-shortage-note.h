/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_SHORTAGE_NOTE (pd_shortage_note_get_type ())
G_DECLARE_FINAL_TYPE (PdShortageNote, pd_shortage_note, PD, SHORTAGE_NOTE, GtkBox)

GtkWidget *pd_shortage_note_new (PdStore *store, gboolean proposes);
void pd_shortage_note_show (PdShortageNote *self, const PdRecord *order);

G_END_DECLS
