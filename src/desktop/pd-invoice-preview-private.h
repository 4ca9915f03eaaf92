/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-invoice-preview.h"
#include "desktop/pd-preview-search.h"
#include "desktop/pd-preview-thumbnails.h"
#include "desktop/pd-signer-button.h"

G_BEGIN_DECLS

struct _PdInvoicePreview
{
  GtkWidget parent_instance;

  GtkWidget *content; /* everything */
  GtkWidget *stack;   /* "loading", "error", "pages" */
  GtkWidget *spinner;
  GtkWidget *status;      /* the page "error" */
  PdPreviewView *view;    /* the page "pages" */
  GtkWidget *above;       /* what is said above the pages: notice and signature */
  GtkWidget *notice;      /* what of the page is not drawn */
  GtkWidget *signature;   /* what the file's signatures are worth */
  PdSignerButton *signer; /* beside it */
  PdPreviewSearch *search;
  PdPreviewThumbnails *thumbnails;
  GtkWidget *bar;
  GtkWidget *page_entry;
  GtkWidget *page_label;
  GtkWidget *zoom_button;
  GtkWidget *menu; /* the context menu */

  GBytes *pdf;               /* (owned) (nullable) */
  char *title;               /* (owned) (nullable) */
  char *error;               /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) of the opening */
};

void pd_invoice_preview_show_page_number (PdInvoicePreview *self);
GtkWidget *pd_invoice_preview_create_page_controls (PdInvoicePreview *self);
GtkWidget *pd_invoice_preview_create_zoom_controls (PdInvoicePreview *self);
void pd_invoice_preview_create_context_menu (PdInvoicePreview *self);
void pd_invoice_preview_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
