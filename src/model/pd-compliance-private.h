/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-compliance.h"

G_BEGIN_DECLS

/* One rule, as the table has it. */
typedef struct
{
  const char *word; /* for programs */
  PdComplianceItem item;
  PdComplianceSeverity severity;
  const char *error;    /* (nullable) the code that providers give */
  const char *sentence; /* for a person, untranslated: what is wrong and what to do */
  const char *bureau;   /* the bureau's own words: data, never translated */
} PdComplianceRule;

/* A check under way. */
typedef struct
{
  const PdRecord *invoice;
  const PdComplianceLimits *limits;
  GPtrArray *problems; /* of PdComplianceProblem */
  gboolean special;    /* a special VAT invoice */
  gboolean red;
} PdComplianceCheck;

const PdComplianceRule *pd_compliance_rule (PdComplianceCode code);
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
void pd_compliance_check_difference (PdComplianceCheck *check);
void pd_compliance_check_special (PdComplianceCheck *check);
gboolean pd_compliance_is_difference (const PdRecord *invoice);

G_END_DECLS
