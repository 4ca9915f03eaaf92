/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_CODE_SUGGESTION (pd_code_suggestion_get_type ())
G_DECLARE_FINAL_TYPE (PdCodeSuggestion, pd_code_suggestion, PD, CODE_SUGGESTION, GtkBox)

GtkWidget *pd_code_suggestion_new (PdStore *store);
void pd_code_suggestion_show (PdCodeSuggestion *self, const PdRecord *good);

G_END_DECLS
