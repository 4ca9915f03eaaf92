/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdStoreDue: an order that is to be finished by a day. */
typedef struct
{
  char *order;    /* (owned) its id */
  char *number;   /* (owned) (nullable) */
  char *buyer;    /* (owned) (nullable) */
  char *assignee; /* (owned) (nullable) */
  char *date;     /* (owned) "YYYY-MM-DD" */
} PdStoreDue;

void pd_store_due_free (PdStoreDue *due);
GPtrArray *
pd_store_list_due (PdStoreSession *session, const char *from, const char *to, guint limit, GError **error);

G_END_DECLS
