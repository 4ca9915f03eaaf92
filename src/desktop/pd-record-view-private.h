/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-assign-panel.h"
#include "desktop/pd-attachments.h"
#include "desktop/pd-check-panel.h"
#include "desktop/pd-device-panel.h"
#include "desktop/pd-fact-list.h"
#include "desktop/pd-history-list.h"
#include "desktop/pd-invoice-progress.h"
#include "desktop/pd-record-view.h"
#include "desktop/pd-red-panel.h"
#include "desktop/pd-way-panel.h"
#include "desktop/pd-row-list.h"
#include "desktop/pd-entry-note.h"
#include "desktop/pd-shortage-note.h"
#include "desktop/pd-stock-panel.h"
#include "desktop/pd-template-note.h"
#include "desktop/pd-ticket-panel.h"
#include "desktop/pd-verification-panel.h"
#include "store/pd-store-issuing.h"

G_BEGIN_DECLS

struct _PdRecordView
{
  GtkWidget parent_instance;

  /* Template */
  GtkStack *stack;
  GtkImage *nothing_icon;
  GtkLabel *nothing_text;
  GtkButton *back;
  GtkButton *issue;
  GtkButton *show_invoice;
  GtkButton *edit;
  GtkButton *note;
  GtkButton *preview;
  GtkButton *reverse;
  GtkButton *return_order;
  GtkButton *reimburse;
  GtkButton *book;
  GtkMenuButton *more;
  GtkScrolledWindow *scroller;
  GtkBox *content;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkBox *notice;
  GtkImage *notice_icon;
  GtkLabel *notice_text;
  GtkButton *notice_button;

  /* Owned */
  PdStore *store;
  PdRecord *record;      /* (nullable) what is shown, with its lines */
  char *pending_command; /* (nullable) */
  char *wanted;          /* (nullable) the id of what is to be shown */
  GCancellable *loading; /* (nullable) */
  PdInvoiceTimes *times; /* (nullable) of an invoice: what is usual */
  gint64 times_at;       /* when that was looked at */
  gulong changed_handler;

  /* Borrowed */
  const PdPlace *place;
  GtkWidget *summary;                /* (nullable) child of content */
  PdRowList *deliveries;             /* (nullable) of an invoice */
  PdRowList *prints;                 /* (nullable) of an invoice */
  PdVerificationPanel *verification; /* (nullable) of an invoice */
  PdAttachments *attachments;        /* child of content, behind the summary */
  PdInvoiceProgress *progress;       /* (nullable) child of content, before the summary of an invoice */
  PdWayPanel *way;          /* (nullable) child of content, before the summary of an order or a ticket */
  PdFactList *facts;        /* (nullable) child of content, below the way */
  PdCheckPanel *checks;     /* (nullable) child of content, below the facts */
  PdHistoryList *history;   /* (nullable) child of content, the last */
  PdAssignPanel *assign;    /* (nullable) of an order */
  PdShortageNote *shortage; /* (nullable) of an order */
  PdTemplateNote *origin;   /* (nullable) */
  PdEntryNote *entry;       /* (nullable) the same */
  PdTicketPanel *ticket;    /* (nullable) of a ticket, below its fields */
  PdStockPanel *stock;      /* (nullable) of a good */
  PdDevicePanel *device;    /* (nullable) of a device */
  PdRedPanel *red_panel;    /* child of content, before the summary */
  PdRowState row_state;
  gboolean total_changed; /* nobody has looked at the total yet */
};

void pd_record_view_update_head (PdRecordView *self);

G_END_DECLS
