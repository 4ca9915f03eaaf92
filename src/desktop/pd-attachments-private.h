/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-attachments.h"

#include <adwaita.h>

#include "store/pd-store-blobs.h"

G_BEGIN_DECLS

/* The section of a record's page in two files: pd-attachments.c says what there is and where it is,
 * pd-attachments-work.c does what a person asks. */

struct _PdAttachments
{
  GtkWidget parent_instance;

  GtkWidget *box;   /* the only child */
  GtkWidget *hint;  /* what is said while there is none, or that nothing can be added */
  GtkWidget *frame; /* around the rows */
  GtkListBox *list;

  /* Owned */
  PdStore *store;
  PdSyncBlobs *blobs;   /* (nullable) */
  PdRecord *record;     /* (nullable) the one on the page */
  char *role;           /* (nullable) of who is signed in */
  GPtrArray *rows;      /* of PdAttachmentRow */
  GHashTable *there;    /* hash → whether the platform has it, as it said */
  GHashTable *fetching; /* set of hashes: what somebody opened and waits for */
  gulong changed_handler;
  guint refresh_source;
};

/** PdAttachmentRow: one attachment on the screen. */
typedef struct
{
  char *id;
  char *name;
  char *sha256;
  gint64 size;
  char *added_by;       /* (nullable) */
  AdwActionRow *widget; /* (borrowed) */
  GtkWidget *spinner;   /* (borrowed) */
  GtkWidget *warning;   /* (borrowed) */
  GtkWidget *remove;    /* (borrowed) */
  gboolean here;        /* as last looked */
} PdAttachmentRow;

PdAttachmentRow *pd_attachments_find_row (PdAttachments *self, const char *id);
void pd_attachments_refresh (PdAttachments *self);
gboolean pd_attachments_may_change (PdAttachments *self);
const char *pd_attachments_refusal (void);

/* pd-attachments-work.c */
void pd_attachments_choose (PdAttachments *self);
void pd_attachments_paste (PdAttachments *self);
void pd_attachments_open (PdAttachments *self, const char *id);
void pd_attachments_save_as (PdAttachments *self, const char *id);
void pd_attachments_remove (PdAttachments *self, const char *id);

G_END_DECLS
