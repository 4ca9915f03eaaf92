/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_COMPLETION (pd_completion_get_type ())
G_DECLARE_FINAL_TYPE (PdCompletion, pd_completion, PD, COMPLETION, GObject)

PdCompletion *
pd_completion_new (GtkWidget *parent, GtkEntry *entry, PdStore *store, const PdRecordType *type);
PdCompletion *pd_completion_new_people (GtkWidget *parent, GtkEntry *entry, PdStore *store, gboolean many);
void pd_completion_detach (PdCompletion *self);

G_END_DECLS
