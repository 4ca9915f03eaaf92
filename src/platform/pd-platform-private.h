/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "platform/pd-platform-permissions.h"
#include "platform/pd-platform.h"

G_BEGIN_DECLS

#define PD_PLATFORM_FAILED_SIGN_INS_MAX 10000

struct _PdPlatform
{
  char *data_dir;     /* (owned) */
  PdPlatformSql *sql; /* (owned) */
  PdGateway *gateway; /* (owned) (nullable) */
  gint64 (*now) (gpointer data);
  void (*random) (gpointer data, guint8 *bytes, gsize size);
  gpointer data;
  guint password_iterations;
  PdMailTransport mail_transport; /* (nullable) */
  gpointer mail_transport_data;
  PdGatewayTransport verify_transport; /* zero: HTTPS */
  gint64 blob_quota;                   /* bytes of attachments a tenant */
  guint find_limit;                    /* records that a find looks at */
  guint bin_days;                      /* how long the bin keeps what was deleted */
  guint64 search_changes;              /* since the start, that the index of what is found is to follow */
  GHashTable *gateways;                /* (owned) tenant → PdGateway, or NULL for one that has none */
  gint64 gateways_version;             /* of the database, when they were opened */
  GHashTable *under_way;               /* (owned) tenant → how many calls of its provider are under way */
  GHashTable *sends;                   /* (owned) tenant → how many of them send something */
  GHashTable *failed_sign_ins;         /* (owned) who and from where → PdPlatformFailures */
  GHashTable *shops; /* (owned) tenant and shop → until when its pace is used up, gint64 */

  /* Counts since the start, for /v1/metrics. */
  GHashTable *answers;  /* (owned) "METHOD path status" → guint64 */
  guint64 mutations[4]; /* by PdOutcome */
  guint64 damage_found; /* times that rows were not what had been written */

  GHashTable *listeners; /* (owned) (nullable) tenant, or tenant and user → how many streams are open */
  PdPlatformWatch watch; /* (nullable) */
  gpointer watch_data;

  GHashTable *watches; /* (owned) (nullable) tenant → how far the looking for damage has come */
};

/** PdPlatformSession: who asks. */
typedef struct
{
  char *tenant;
  char *tenant_name;
  char *user;
  char *user_name;
  char *device;       /* (nullable) what the computer is called that signed in */
  char *token_digest; /* of the token that the request carries */
  PdPlatformRole role;
} PdPlatformSession;

void pd_platform_session_free (PdPlatformSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformSession, pd_platform_session_free)

/** PdPlatformChange: one transaction's worth of writing for one tenant. */
typedef struct
{
  PdPlatform *platform;
  const char *tenant;
  const char *user; /* (nullable) a person's name; NULL for the platform itself */
  const char *
      replica; /* (nullable) the computer that a person's change comes from: its name, or its id where none was told */
  gint64 now;
  gint64 batch;           /* the first sequence written here; 0 before */
  const PdRecord *before; /* (nullable) what is about to be replaced, where that has been read */
  gboolean moved;         /* a record went from one stream to another */
  gboolean briefly;       /* what a result's receiver can make up itself is not told */
  char hash[65];          /* the content's, of the record that was written last */
} PdPlatformChange;

void pd_platform_random (PdPlatform *platform, guint8 *bytes, gsize size);
char *pd_platform_random_hex (PdPlatform *platform, gsize size);
char *pd_platform_new_id (PdPlatform *platform);

G_END_DECLS
