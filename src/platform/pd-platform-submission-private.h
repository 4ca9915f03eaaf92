/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-submissions.h"

G_BEGIN_DECLS

/** PdPlatformSubmissionKind: what is called. */
typedef enum
{
  PD_PLATFORM_CALL_SEND,
  PD_PLATFORM_CALL_QUERY,
  PD_PLATFORM_CALL_RETRY,
  PD_PLATFORM_CALL_FILES,
  PD_PLATFORM_CALL_REDELIVER,
  PD_PLATFORM_CALL_FORM_SEND,
  PD_PLATFORM_CALL_FORM_QUERY,
  PD_PLATFORM_CALL_FORM_ACT,
  PD_PLATFORM_CALL_SESSION,
  PD_PLATFORM_CALL_QUOTA,
  PD_PLATFORM_CALL_FORM_LIST,
  PD_PLATFORM_CALL_LIST,
  PD_PLATFORM_CALL_TEST,
} PdPlatformSubmissionKind;

struct _PdPlatformSubmission
{
  PdPlatformSubmissionKind kind;
  char *tenant;
  PdGateway *gateway; /* (owned) */
  GPtrArray *entries; /* (owned) of PdPlatformEntry: one, or several for PD_PLATFORM_CALL_QUERY */
  PdRecord *invoice;  /* (owned) (nullable) for PD_PLATFORM_CALL_SEND: as the bureau gets it; for
                       * PD_PLATFORM_CALL_REDELIVER */
  PdRecord *
      form; /* (owned) (nullable) for PD_PLATFORM_CALL_FORM_SEND, PD_PLATFORM_CALL_FORM_QUERY, PD_PLATFORM_CALL_FORM_ACT and a form's PD_PLATFORM_CALL_FILES */
  guint province;            /* for PD_PLATFORM_CALL_SEND, and of forms */
  char *from;                /* (owned) (nullable) for PD_PLATFORM_CALL_FORM_LIST: business dates */
  char *to;                  /* (owned) (nullable) */
  PdPlatformAccount account; /* for what is asked of the account, and its list */
  gboolean is_under_way;     /* it counts among what is under way */

  /* NULL until it ran */
  PdGatewayAnswer *tested;   /* (owned) (nullable) */
  PdGatewayAnswer **answers; /* (owned) one for each entry */
  PdGatewaySession *session; /* (owned) (nullable) */
  PdGatewayQuota *quota;     /* (owned) (nullable) */
  GPtrArray *forms;          /* (owned) (nullable) of PdRecord, for PD_PLATFORM_CALL_FORM_LIST */
  GPtrArray *listed;         /* (owned) (nullable) of PdGatewayListed, for PD_PLATFORM_CALL_LIST */
  PdGatewayAnswer *failure;  /* (owned) (nullable) why there are none */
};

void pd_platform_submission_set_under_way (PdPlatform *platform,
                                           PdPlatformSubmission *submission,
                                           gboolean is_under_way);
gboolean pd_platform_submission_is_about_form (const PdPlatformSubmission *submission);

G_END_DECLS
