/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdDeliveryLook: the invoices, and where each would go. */
typedef struct
{
  GWeakRef dialog;
  char **ids;           /* (owned) (nullable) */
  GArray *rows;         /* (owned) (nullable) of gint64, instead of @ids */
  GPtrArray *invoices;  /* (owned) of PdRecord */
  GPtrArray *addresses; /* (owned) of char, or NULL */
} PdDeliveryLook;

/** PdDeliveryMaking: deliveries that are on their way into the cache. */
typedef struct
{
  GWeakRef dialog;
  GPtrArray *deliveries; /* (owned) of PdRecord */
  gboolean again;        /* also those whose invoice was mailed to the same address before */
  GPtrArray *repeated;   /* (owned) of PdRecord: of the deliveries such ones; nothing was saved then */
  PdRecord *before;      /* (owned) (nullable) what the first of them repeats */
} PdDeliveryMaking;

PdDeliveryLook *pd_delivery_look_new (GObject *dialog, const char *const *ids, GArray *rows);
void pd_delivery_look_free (gpointer data);
gboolean
pd_delivery_look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error);

PdDeliveryMaking *pd_delivery_making_new (GObject *dialog, GPtrArray *deliveries, gboolean again);
void pd_delivery_making_free (gpointer data);
gboolean
pd_delivery_making_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
