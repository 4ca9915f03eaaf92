/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-bulk-check.h"
#include "desktop/pd-bulk-dialog.h"
#include "desktop/pd-completion.h"

G_BEGIN_DECLS

/* Steps: "check", "confirm", "work", "result"; or "refused" when nothing can be done. */
struct _PdBulkDialog
{
  AdwWindow parent_instance;

  GtkWidget *title;
  GtkWidget *cancel;
  GtkWidget *go;
  GtkWidget *stack; /* "work", "list" */
  GtkWidget *bar;
  GtkWidget *counter;   /* below the bar */
  GtkWidget *list;      /* a box */
  GtkWidget *headline;  /* (nullable) in the list: how many, and what they come to */
  GtkWidget *leave_out; /* (nullable) a check button in the list: not what does not fit into the quota */
  GtkWidget *words;     /* (nullable) an entry in the list: why, or to whom */
  PdCompletion *people; /* (owned) (nullable) of @words, when it is to whom */
  GtkWidget *why;       /* (nullable) an entry in the list: why it is to be somebody else */
  GtkWidget *results;   /* (nullable) in the list: what becomes of invoices */

  PdStore *store;            /* (owned) */
  GCancellable *cancellable; /* (owned) of what runs */
  GPtrArray *entries;        /* (owned) (nullable) of PdBulkEntry */
  const char *command;       /* of orders, or PD_BULK_ASSIGN */
  char *given;               /* (owned) (nullable) what was written into @words */
  char *given_why;           /* (owned) (nullable) what was written into @why */
  PdQuota quota;
  const char *step;
  guint n_more;  /* orders that were left for another time */
  guint n_asked; /* of those that are ready */
  guint n_ready;
  guint next; /* the entry that is asked for next */
};

gboolean pd_bulk_dialog_is_issue (PdBulkDialog *self);
void pd_bulk_dialog_go_to (PdBulkDialog *self, const char *step, const char *label);
void pd_bulk_dialog_add_heading (PdBulkDialog *self, const char *text, const char *css_class);
void pd_bulk_dialog_add_rows (PdBulkDialog *self, PdBulkState state);
void pd_bulk_dialog_add_refused (PdBulkDialog *self);
void pd_bulk_dialog_show_check (PdBulkDialog *self);
void pd_bulk_dialog_drop_words (PdBulkDialog *self);

G_END_DECLS
