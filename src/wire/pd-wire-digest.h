/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire/pd-digest.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

/* What may be asked for in one request. */
#define PD_WIRE_MAX_ASKED_BUCKETS 32
#define PD_WIRE_MAX_ASKED_RECORDS 200

/** PdWireDigest: the answer to GET /v1/sync/digest: one digest a bucket. */
typedef struct
{
  char *epoch;
  char *next;      /* the cursor of this state: what comes after it is not in the buckets */
  gint64 head;     /* the tenant's newest sequence */
  GStrv types;     /* (nullable) what the one who asked may read */
  GArray *buckets; /* of PdDigest */
} PdWireDigest;

/** PdWireDigestEntry: one record of a bucket. */
typedef struct
{
  const PdRecordType *type;
  char *id;
  gint64 revision;
  guint8 hash[PD_DIGEST_SIZE];
} PdWireDigestEntry;

/** PdWireBucket: the answer to GET /v1/sync/digest/bucket. */
typedef struct
{
  char *epoch;
  gint64 head;
  GStrv types;        /* (nullable) what the one who asked may read */
  GPtrArray *entries; /* of PdWireDigestEntry; records of types that are not known here are left out */
} PdWireBucket;

/** PdWireMonth: one row of a summary. */
typedef struct
{
  char *type;
  char *month; /* "YYYY-MM"; "" for records without a date */
  gint64 count;
  gint64 total; /* fen, with tax */
} PdWireMonth;

/** PdWireSummary: the answer to GET /v1/sync/summary. */
typedef struct
{
  char *epoch;
  gint64 head;
  GPtrArray *months; /* of PdWireMonth, by type and month */
} PdWireSummary;

PdWireDigest *pd_wire_digest_new (void);
void pd_wire_digest_free (PdWireDigest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWireDigest, pd_wire_digest_free)
char *pd_wire_digest_to_text (const PdWireDigest *digest);
PdWireDigest *pd_wire_digest_from_text (const char *text, gssize length, GError **error);

PdWireDigestEntry *pd_wire_digest_entry_copy (const PdWireDigestEntry *entry);
void pd_wire_digest_entry_free (PdWireDigestEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWireDigestEntry, pd_wire_digest_entry_free)
PdWireBucket *pd_wire_bucket_new (void);
void pd_wire_bucket_free (PdWireBucket *bucket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWireBucket, pd_wire_bucket_free)
char *pd_wire_bucket_to_text (const PdWireBucket *bucket);
PdWireBucket *pd_wire_bucket_from_text (const char *text, gssize length, GError **error);

PdWireSummary *pd_wire_summary_new (void);
void pd_wire_summary_free (PdWireSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWireSummary, pd_wire_summary_free)
void
pd_wire_summary_add (PdWireSummary *summary, const char *type, const char *month, gint64 count, gint64 total);
char *pd_wire_summary_to_text (const PdWireSummary *summary);
PdWireSummary *pd_wire_summary_from_text (const char *text, gssize length, GError **error);

G_END_DECLS
