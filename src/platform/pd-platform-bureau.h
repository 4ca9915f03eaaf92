/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/** PdPlatformAccount: how a tenant stands with its bureau; the ledger's side of it, see pd_bureau_type for people's. */
typedef struct
{
  gint64 next_call_at; /* the provider's pace */
  gboolean is_held;    /* an administrator has to mend the connection */
  gboolean is_out;     /* a person has to sign in */
  char *action;        /* (nullable) of a session: "qr", "sms", "code"; %NULL: how it stands */
  char *argument;      /* (nullable) */
  gint64 session_at;   /* when the session is to be asked; %G_MAXINT64: not */
  gint64 quota_at;     /* when the quota is to be asked; %G_MAXINT64: not */
  gboolean quota_refresh;
  gint64 forms_at;   /* when forms of reversal are to be asked for; %G_MAXINT64: not */
  gint64 test_at;    /* when the connection is to be tried; %G_MAXINT64: not */
  gint64 connection; /* which one this is; another number after each change */
  gint64 list_at;    /* when the provider's list is to be compared with ours; %G_MAXINT64: not */
  char *list_from;   /* (nullable) business dates of it */
  char *list_to;     /* (nullable) */
} PdPlatformAccount;

void pd_platform_account_clear (PdPlatformAccount *account);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdPlatformAccount, pd_platform_account_clear)

gboolean pd_platform_read_account (PdPlatform *platform,
                                   const char *tenant,
                                   PdPlatformAccount *account,
                                   GError **error);
gboolean
pd_platform_read_bureau (PdPlatform *platform, const char *tenant, PdRecord **bureau, GError **error);
gboolean
pd_platform_write_bureau (PdPlatformChange *change, PdRecord *bureau, const PdRecord *before, GError **error);
gboolean pd_platform_account_ensure (PdPlatform *platform, const char *tenant, GError **error);
gboolean pd_platform_account_release_state (PdPlatformChange *change, const char *state, GError **error);
gboolean pd_platform_ensure_bureaus (PdPlatform *platform, GError **error);
gboolean pd_platform_tell_verifies (PdPlatformChange *change, GError **error);
gboolean pd_platform_account_connect (PdPlatformChange *change, GError **error);
gboolean pd_platform_account_ask_test (PdPlatform *platform, const char *tenant, gint64 at, GError **error);
gboolean pd_platform_finish_test (PdPlatformChange *change, const PdGatewayAnswer *answer, GError **error);
gboolean pd_platform_account_set_pace (PdPlatform *platform, const char *tenant, gint64 at, GError **error);
gboolean pd_platform_account_ask_session (PdPlatform *platform,
                                          const char *tenant,
                                          const char *action,
                                          const char *argument,
                                          gint64 at,
                                          GError **error);
gboolean pd_platform_account_ask_quota (PdPlatform *platform,
                                        const char *tenant,
                                        gboolean refresh,
                                        gint64 at,
                                        GError **error);
gboolean pd_platform_account_ask_forms (PdPlatform *platform, const char *tenant, gint64 at, GError **error);
gboolean pd_platform_account_ask_list (PdPlatform *platform,
                                       const char *tenant,
                                       const char *from,
                                       const char *to,
                                       gint64 at,
                                       GError **error);
gboolean pd_platform_account_sign_out (PdPlatformChange *change, const char *reason, GError **error);
gboolean pd_platform_account_wonder (PdPlatformChange *change, GError **error);
gboolean pd_platform_account_hold (PdPlatformChange *change, const char *reason, GError **error);
gboolean pd_platform_account_release (PdPlatformChange *change, GError **error);
gboolean
pd_platform_finish_session (PdPlatformChange *change, const PdGatewaySession *session, GError **error);
gboolean pd_platform_account_run_short (PdPlatformChange *change, gint64 net, GError **error);
gboolean pd_platform_account_is_current (PdPlatformChange *change,
                                         const PdPlatformAccount *account,
                                         gboolean *is_current,
                                         GError **error);
gboolean pd_platform_finish_quota (PdPlatformChange *change, const PdGatewayQuota *quota, GError **error);

G_END_DECLS
