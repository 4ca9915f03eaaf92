/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-importer.h"
#include "desktop/pd-import-dialog.h"

G_BEGIN_DECLS

/* Steps: "file", then "work" while something runs, "mapping", "check", "work" again, "result". */
struct _PdImportDialog
{
  AdwWindow parent_instance;

  GtkWidget *stack;
  GtkWidget *title;
  GtkWidget *back;
  GtkWidget *next;
  GtkWidget *trouble; /* a revealer around @trouble_text */
  GtkWidget *trouble_text;
  GtkWidget *file_page;
  GtkWidget *work_label;
  GtkWidget *work_bar;
  GtkWidget *mapping_slot; /* AdwBin */
  GtkWidget *check_slot;   /* AdwBin */
  GtkWidget *result_page;
  GtkWidget *show_button;

  PdImporter *importer;          /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  GCancellable *cancellable;     /* (owned) (nullable) of what runs */
  guint progress_id;
  gboolean saving;
};

void pd_import_dialog_cancel_cb (GtkButton *button, gpointer user_data);
void pd_import_dialog_choose_cb (GtkButton *button, gpointer user_data);
gboolean
pd_import_dialog_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data);
void pd_import_dialog_next_cb (GtkButton *button, gpointer user_data);
void pd_import_dialog_back_cb (GtkButton *button, gpointer user_data);
void pd_import_dialog_show_orders_cb (GtkButton *button, gpointer user_data);
GtkWidget *pd_import_dialog_create_file_page (PdImportDialog *self);
GtkWidget *pd_import_dialog_create_work_page (PdImportDialog *self);
GtkWidget *pd_import_dialog_create_result_page (PdImportDialog *self);
GtkWidget *pd_import_dialog_create_header (PdImportDialog *self);
GtkWidget *pd_import_dialog_create_trouble (PdImportDialog *self);

G_END_DECLS
