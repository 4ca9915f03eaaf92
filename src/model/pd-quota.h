/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdQuota: what may still be issued this month (授信额度), as far as this side can tell; fen without tax. */
typedef struct
{
  gboolean is_known; /* the bureau has said a figure */
  gint64 total;
  gint64 used;
  gint64 available; /* the bureau's figure */
  gint64 as_of;     /* microseconds, UTC: when the bureau made it */
  gint64 queued;    /* of what is under way and not in the figure */
  guint n_queued;
} PdQuota;

void pd_quota_init (PdQuota *self, const PdRecord *bureau);
void pd_quota_take (PdQuota *self, gint64 net);
gint64 pd_quota_left (const PdQuota *self);
gboolean pd_quota_fits (const PdQuota *self, gint64 net);
guint pd_quota_choose (const PdQuota *self, const gint64 *net, guint n, gboolean *fits);

G_END_DECLS
