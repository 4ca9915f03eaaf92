/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

int pd_note_field (const PdRecordType *type);
void pd_edit_note (GtkWindow *parent, PdStore *store, PdRecord *record);

G_END_DECLS
