/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "platform/pd-platform-private.h"
#include "wire/pd-wire-document.h"

G_BEGIN_DECLS

/* Bounds of what a shop sends in one request. */
#define PD_PLATFORM_INTAKE_MAX_BODY (256 * 1024)
#define PD_PLATFORM_INTAKE_MAX_LINES 200

/* Characters of a shop's name: it stands beside the order as who entered it. */
#define PD_PLATFORM_SHOP_NAME_MAX 40

/* Events of parcels in one request. */
#define PD_PLATFORM_TRACKING_MAX_EVENTS 500

/**
 * PdPlatformPurpose: what a token that is nobody's opens.
 * @PD_PLATFORM_PURPOSE_ORDERS: a shop puts orders in
 * @PD_PLATFORM_PURPOSE_TRACKING: a carrier, or whoever asks carriers, tells of parcels
 */
typedef enum
{
  PD_PLATFORM_PURPOSE_ORDERS,
  PD_PLATFORM_PURPOSE_TRACKING,
} PdPlatformPurpose;

/** PdPlatformShop: one that has a token. */
typedef struct
{
  char *name; /* (owned) */
  PdPlatformPurpose purpose;
} PdPlatformShop;

/** PdPlatformIntakeProblem: what is wrong with one value of a body. */
typedef struct
{
  char *path; /* as "lines[2].tax_rate"; "" for the whole */
  char *message;
} PdPlatformIntakeProblem;

void pd_platform_intake_problem_free (PdPlatformIntakeProblem *problem);

const char *pd_platform_purpose_name (PdPlatformPurpose purpose);
gboolean pd_platform_purpose_find (const char *name, PdPlatformPurpose *purpose);
char *pd_platform_make_shop_token (PdPlatform *platform,
                                   const char *tenant,
                                   const char *name,
                                   PdPlatformPurpose purpose,
                                   GError **error);
gboolean
pd_platform_revoke_shop_token (PdPlatform *platform, const char *tenant, const char *name, GError **error);
GPtrArray *pd_platform_list_shops (PdPlatform *platform, const char *tenant, GError **error);
gboolean pd_platform_find_shop (PdPlatform *platform,
                                const char *authorization,
                                PdPlatformPurpose purpose,
                                PdPlatformSession **session,
                                GError **error);
guint pd_platform_shop_wait (PdPlatform *platform, const PdPlatformSession *shop);

PdRecord *pd_platform_read_intake (const char *tenant,
                                   const char *shop,
                                   const char *today,
                                   const PdWireValue *body,
                                   GPtrArray *problems);
gboolean pd_platform_fill_intake (PdPlatform *platform, const char *tenant, PdRecord *order, GError **error);
void pd_platform_check_intake (const PdRecord *order, GPtrArray *problems);

void pd_platform_intake_add_problem (GPtrArray *problems, char *path, const char *message);

G_END_DECLS
