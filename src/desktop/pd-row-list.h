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

/** PdRowActState: whether the act of a list can be done with a row. */
typedef enum
{
  PD_ROW_ACT_NONE,
  PD_ROW_ACT_OFFERED,
  PD_ROW_ACT_DONE
} PdRowActState;

/** PdRowAct: what a list's owner does with a row, in a dialog of its own. */
typedef struct
{
  const char *label; /* of its button, to be translated */
  const char *done;  /* what stands there when it was done, to be translated */
  /* @rows: (element-type PdStoreRow): all that are shown; %NULL where one is gone */
  PdRowActState (*get_state) (gpointer owner, const PdStoreRow *row, GPtrArray *rows);
  void (*run) (gpointer owner, const PdRecord *record);
} PdRowAct;

#define PD_TYPE_ROW_LIST (pd_row_list_get_type ())
G_DECLARE_FINAL_TYPE (PdRowList, pd_row_list, PD, ROW_LIST, GtkWidget)

GtkWidget *
pd_row_list_new (PdStore *store, const PdRecordType *type, const char *heading, PdRowDescribe describe);
void pd_row_list_filter (PdRowList *self, int field, const char *text);
void pd_row_list_set_act (PdRowList *self, const PdRowAct *act, gpointer owner);
void pd_row_list_set_role (PdRowList *self, const char *role);

G_END_DECLS
