/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* A pause is never longer than this: what is due later was written while the clock was wrong, and is due now. */
#define PD_PLATFORM_LONGEST_WAIT (5 * G_TIME_SPAN_MINUTE)

/* What a row is about. */
#define PD_PLATFORM_ABOUT_INVOICE "invoice"
#define PD_PLATFORM_ABOUT_RED_FORM "red_form"

/**
 * PdPlatformEntry: one line of the ledger: what a bureau was asked to issue, under which key, and how it stands.
 *
 * state: queued (nothing was sent), waiting (for a sign-in), sending (intent is on the disk), sent (taken, undecided),
 * unknown, held (for an administrator), issued, failed. step: what is done next: send, query, retry, files, act, or "".
 */
typedef struct
{
  char *record; /* id of the invoice or the form */
  char *what;   /* PD_PLATFORM_ABOUT_… */
  char *order;  /* (nullable) for a form: its blue invoice */
  char *key;
  char *state;
  char *step;
  char *action;    /* (nullable) for "act": a word, and what a person said after a space; for "files":
                    * where the provider is to send them, instead of giving them to us */
  char *serial;    /* (nullable) */
  char *user;      /* (nullable) */
  char *gateway;   /* what it was sent through, or is to be */
  gint64 attempts; /* times that it was sent; whoever took it before may say nothing any more */
  gint64 tries;    /* questions since something changed last */
  gint64 sent_at;
  gint64 next_at;     /* of what has no step: when it was settled */
  gboolean is_spent;  /* the provider keeps what it turned away under the key, see PdGatewayAnswer */
  gint64 lease_until; /* of the lease that whoever has this entry was given; 0 when it was only looked at */
} PdPlatformEntry;

/** PdPlatformNewEntry: what is added to the ledger. */
typedef struct
{
  const char *record;
  const char *what;
  const char *order; /* (nullable) as in PdPlatformEntry */
  const char *key;
  guint generation;
  const char *payload_hash;
  gint64 net; /* fen without tax: what it takes from the month's quota */
  const char *state;
  const char *step;
} PdPlatformNewEntry;

/** PdPlatformSends: which sends may be taken, see pd_platform_ledger_choose_sends(). */
typedef enum
{
  PD_PLATFORM_SENDS_ALL,
  PD_PLATFORM_SENDS_NONE, /* one is under way, and the next is not to overtake it */
} PdPlatformSends;

/* It is not sent before the provider has said that nothing came of what it may have had before; see
 * pd_platform_choose_key(). */
#define PD_PLATFORM_ENTRY_ASKS_FIRST(entry)                                                                  \
  (g_str_equal ((entry)->state, "queued") && g_str_equal ((entry)->step, "query") &&                         \
   g_str_equal ((entry)->what, PD_PLATFORM_ABOUT_INVOICE))

/* The platform had no gateway when it was given this back. */
#define PD_PLATFORM_NO_GATEWAY "none"
#define PD_PLATFORM_ENTRY_OF_NOBODY(entry) (g_strcmp0 ((entry)->gateway, PD_PLATFORM_NO_GATEWAY) == 0)

/* Its files are not fetched: the provider is to send them to somebody, see pd_platform_ledger_redeliver(). */
#define PD_PLATFORM_ENTRY_REDELIVERS(entry) (g_str_equal ((entry)->step, "files") && (entry)->action != NULL)

void pd_platform_entry_free (PdPlatformEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformEntry, pd_platform_entry_free)

gboolean pd_platform_ledger_add (PdPlatformChange *change, const PdPlatformNewEntry *entry, GError **error);
gboolean pd_platform_ledger_find (PdPlatform *platform,
                                  const char *tenant,
                                  const char *record,
                                  PdPlatformEntry **entry,
                                  GError **error);
gboolean pd_platform_ledger_next_tenant (PdPlatform *platform, char **tenant, GError **error);
gboolean pd_platform_ledger_next_due (PdPlatform *platform,
                                      const char *tenant,
                                      PdPlatformSends sends,
                                      gint64 *due,
                                      GError **error);
gboolean
pd_platform_ledger_is_scarce (PdPlatform *platform, const char *tenant, gboolean *is_scarce, GError **error);
gboolean pd_platform_ledger_hurry_cut (PdPlatform *platform, const char *tenant, GError **error);
GPtrArray *pd_platform_ledger_list_due (PdPlatform *platform,
                                        const char *tenant,
                                        const char *what,
                                        const char *step,
                                        PdPlatformSends sends,
                                        guint n,
                                        GError **error);
gboolean pd_platform_ledger_lease (PdPlatform *platform,
                                   const char *tenant,
                                   PdPlatformEntry *entry,
                                   PdGateway *gateway,
                                   GError **error);
gboolean
pd_platform_ledger_count_under_way (PdPlatform *platform, const char *tenant, gint64 *n, GError **error);
gboolean
pd_platform_ledger_revive (PdPlatform *platform, const char *tenant, const char *gateway, GError **error);
gboolean pd_platform_ledger_is_current (PdPlatform *platform,
                                        const char *tenant,
                                        const PdPlatformEntry *entry,
                                        gboolean *is_current,
                                        GError **error);
gboolean pd_platform_ledger_settle (PdPlatform *platform,
                                    const char *tenant,
                                    const PdPlatformEntry *entry,
                                    const char *state,
                                    const char *step,
                                    gint64 wait,
                                    const PdGatewayAnswer *answer,
                                    GError **error);
gboolean
pd_platform_ledger_hurry (PdPlatform *platform, const char *tenant, const char *record, GError **error);
gboolean pd_platform_ledger_act (PdPlatform *platform,
                                 const char *tenant,
                                 const char *record,
                                 const char *action,
                                 GError **error);
gboolean pd_platform_ledger_redeliver (PdPlatform *platform,
                                       const char *tenant,
                                       const char *record,
                                       const char *recipient,
                                       GError **error);
gboolean pd_platform_ledger_ask (PdPlatform *platform, const char *tenant, const char *form, GError **error);
gboolean
pd_platform_ledger_spend (PdPlatform *platform, const char *tenant, const char *invoice, GError **error);
gboolean pd_platform_ledger_find_issued (PdPlatform *platform,
                                         const char *tenant,
                                         const char *order,
                                         char **invoice,
                                         GError **error);
GPtrArray *
pd_platform_ledger_list_forms (PdPlatform *platform, const char *tenant, const char *blue, GError **error);
GPtrArray *
pd_platform_ledger_list_state (PdPlatform *platform, const char *tenant, const char *state, GError **error);
gboolean
pd_platform_ledger_release (PdPlatformChange *change, const char *state, const char *record, GError **error);
gboolean pd_platform_ledger_end_leases (PdPlatform *platform, GError **error);

G_END_DECLS
