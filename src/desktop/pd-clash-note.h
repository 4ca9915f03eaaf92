/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_CLASH_NOTE (pd_clash_note_get_type ())
G_DECLARE_FINAL_TYPE (PdClashNote, pd_clash_note, PD, CLASH_NOTE, GtkBox)

GtkWidget *pd_clash_note_new (PdStore *store);
void pd_clash_note_show (PdClashNote *self, const PdRecord *visit);

G_END_DECLS
