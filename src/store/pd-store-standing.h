/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

/** PdStoreMonth: what this cache shows of one type in one month, changes that wait included. */
typedef struct
{
  const PdRecordType *type;
  char *month;  /* "YYYY-MM"; "" without a business date */
  gint64 count; /* records */
  gint64 total; /* fen with tax; 0 for a type without */
} PdStoreMonth;

/** PdStoreStanding: where one record stands, in what a person needs to know. */
typedef struct
{
  const PdRecordType *type;
  char *id;
  char *title;      /* (nullable) what a person calls it */
  char *month;      /* "YYYY-MM"; "" without a business date */
  char *flow_state; /* (nullable) its state in its workflow */
  gint64 total;     /* fen with tax */
  gint64 revision;  /* of the platform's version; 0: the platform never had it */
  gboolean deleted;
  PdRowState state;
  char *command; /* (nullable) the command that waits */
  gint64 since;  /* microseconds: since it waits, conflicts, is at the bureau; 0: not known */
  char *code;    /* (nullable) of its conflict */
  char *message; /* (nullable) why, in somebody else's words: the platform's or the bureau's */
} PdStoreStanding;

void pd_store_month_free (PdStoreMonth *month);
void pd_store_standing_free (PdStoreStanding *standing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreStanding, pd_store_standing_free)

GPtrArray *pd_store_list_months (PdStoreSession *session, GError **error);
GPtrArray *pd_store_list_unsettled (PdStoreSession *session, guint limit, GError **error);
GPtrArray *pd_store_list_at_bureau (PdStoreSession *session, guint limit, GError **error);
PdStoreStanding *
pd_store_get_standing (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);

G_END_DECLS
