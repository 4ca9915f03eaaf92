/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-compliance.h"

G_BEGIN_DECLS

/* A check under way. */
typedef struct
{
  const PdRecord *invoice;
  const PdComplianceLimits *limits;
  GPtrArray *problems; /* of PdComplianceProblem */
  gboolean special;    /* a special VAT invoice */
  gboolean red;
} PdComplianceCheck;

PdComplianceProblem *pd_compliance_add (PdComplianceCheck *check,
                                        PdComplianceCode code,
                                        const PdRecord *line,
                                        guint row,
                                        int field,
                                        const char *first,
                                        const char *second);
void pd_compliance_check_length (PdComplianceCheck *check,
                                 PdComplianceItem item,
                                 const PdRecord *line,
                                 guint row,
                                 int field,
                                 guint limit);
GPtrArray *
pd_compliance_check_invoice (const PdRecord *invoice, const PdComplianceLimits *limits, gboolean red);
void pd_compliance_check_lines (PdComplianceCheck *check);
void pd_compliance_check_discounts (PdComplianceCheck *check);

G_END_DECLS
