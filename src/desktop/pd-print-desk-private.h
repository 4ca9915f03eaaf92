/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-invoice-preview.h"
#include "desktop/pd-print-desk.h"
#include "desktop/pd-print-desk-settings.h"
#include "desktop/pd-print-maker.h"
#include "desktop/pd-print-queue-list.h"
#include "desktop/pd-print-queue.h"
#include "desktop/pd-print-run.h"

G_BEGIN_DECLS

struct _PdPrintDesk
{
  AdwWindow parent_instance;

  GtkWidget *toasts;
  GtkWidget *queue_flap;
  GtkWidget *settings_flap;
  PdPrintQueueList *queue_list;
  PdPrintDeskSettings *settings;
  GtkWidget *middle;  /* a stack: "empty", "preview" */
  GtkWidget *notices; /* a box of sentences */
  PdInvoicePreview *preview;
  GtkWidget *summary;
  GtkWidget *progress;
  GtkWidget *cancel_button;
  GtkWidget *print_button;
  GSimpleActionGroup *group; /* (owned) */

  PdStore *store;           /* (owned) (nullable) */
  PdPrintQueue *queue;      /* (owned) */
  PdPrintMaker *maker;      /* (owned) */
  PdPrintMade *made;        /* (owned) (nullable): what is previewed */
  PdPrintSettings made_for; /* how */
  GCancellable *making;     /* (owned) (nullable) */
  guint wait_source;        /* settings that still change are waited for */
  guint progress_source;
  gboolean asking; /* the ledger, before something is printed */

  PdPrintRun *run;        /* (owned) (nullable): what is being printed */
  gpointer target;        /* (owned) (nullable): a PdPrintTarget, of @run */
  GCancellable *running;  /* (owned) (nullable) */
  GBytes *exported;       /* (owned) (nullable): what the print dialog prints */
  GCancellable *lifetime; /* (owned): ends with the window */
};

void pd_print_desk_show_toast (PdPrintDesk *self, const char *sentence);
void pd_print_desk_make (PdPrintDesk *self);
void pd_print_desk_update (PdPrintDesk *self);
void pd_print_desk_print (PdPrintDesk *self);
void pd_print_desk_stop (PdPrintDesk *self);
void pd_print_desk_export (PdPrintDesk *self);
GtkWidget *pd_print_desk_create_content (PdPrintDesk *self);

G_END_DECLS
