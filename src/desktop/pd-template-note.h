/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_TEMPLATE_NOTE (pd_template_note_get_type ())
G_DECLARE_FINAL_TYPE (PdTemplateNote, pd_template_note, PD, TEMPLATE_NOTE, GtkBox)

GtkWidget *pd_template_note_new (PdStore *store);
void pd_template_note_show (PdTemplateNote *self, const PdRecord *order);

G_END_DECLS
