/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-list.h"

G_BEGIN_DECLS

/** PdRowText: what a row says. */
typedef struct
{
  char *title;         /* (owned) */
  char *subtitle;      /* (owned) (nullable) */
  const char *style;   /* (nullable) of the title: "success", "warning" or "error" */
  const char *command; /* (nullable) of the workflow: what its button asks for */
} PdRowText;

/** PdRowDescribe: fills @text, which is empty, with what is to be said of @row. */
typedef void (*PdRowDescribe) (const PdStoreRow *row, PdRowText *text);

#define PD_TYPE_ROW_LIST (pd_row_list_get_type ())
G_DECLARE_FINAL_TYPE (PdRowList, pd_row_list, PD, ROW_LIST, GtkWidget)

GtkWidget *
pd_row_list_new (PdStore *store, const PdRecordType *type, const char *heading, PdRowDescribe describe);
void pd_row_list_filter (PdRowList *self, int field, const char *text);
void pd_row_list_set_role (PdRowList *self, const char *role);

G_END_DECLS
