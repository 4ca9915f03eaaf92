/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "model/pd-compliance.h"
#include "model/pd-quota.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdCtlSeller: what a checklist needs beside the order. */
typedef struct
{
  PdRecord *company; /* (owned) (nullable) */
  PdQuota quota;     /* what is left grows less with each order that is checked */
  PdComplianceLimits limits;
} PdCtlSeller;

gboolean pd_ctl_seller_read (PdStoreSession *session, PdCtlSeller *seller, GError **error);
void pd_ctl_seller_clear (PdCtlSeller *seller);
gboolean pd_ctl_checklist_report (PdCtl *ctl, PdCtlSeller *seller, const PdRecord *order);

G_END_DECLS
