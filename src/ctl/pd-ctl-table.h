/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdCtlTable: rows of cells that are aligned when they are written. */
typedef struct _PdCtlTable PdCtlTable;

PdCtlTable *pd_ctl_table_new (guint n_columns);
void pd_ctl_table_free (PdCtlTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdCtlTable, pd_ctl_table_free)
void pd_ctl_table_set_right (PdCtlTable *self, guint column);
void pd_ctl_table_set_optional (PdCtlTable *self, guint column);
void pd_ctl_table_add (PdCtlTable *self, const char *cell);
void pd_ctl_table_take (PdCtlTable *self, char *cell);
void pd_ctl_table_write (const PdCtlTable *self, GString *out);
guint pd_ctl_text_width (const char *text);

G_END_DECLS
