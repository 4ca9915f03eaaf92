/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"
#include "wire/pd-digest.h"
#include "wire/pd-wire-document.h"

G_BEGIN_DECLS

/* The version of the documents written here. A reader takes newer ones: what it does not know, it keeps. */
#define PD_WIRE_FORMAT 1

#define PD_WIRE_MAX_DEPTH 16
#define PD_WIRE_MAX_BYTES (16 * 1024 * 1024)

/**
 * PdWireError:
 * @PD_WIRE_ERROR_SYNTAX: not JSON
 * @PD_WIRE_ERROR_LIMIT: too large or too deep
 * @PD_WIRE_ERROR_FIELD: the field named in the message is missing or wrong
 */
typedef enum
{
  PD_WIRE_ERROR_SYNTAX,
  PD_WIRE_ERROR_LIMIT,
  PD_WIRE_ERROR_FIELD
} PdWireError;
#define PD_WIRE_ERROR (pd_wire_error_quark ())
GQuark pd_wire_error_quark (void);

void pd_wire_write_string (GString *out, const char *text);
void pd_wire_write_record (GString *out, const PdRecord *record);
char *pd_wire_record_to_text (const PdRecord *record);
char *pd_wire_record_content_hash (const PdRecord *record);
PdRecord *pd_wire_record_from_text (const char *text, gssize length, GError **error);
PdRecord *pd_wire_record_from_value (const PdWireValue *value, GError **error);

void pd_wire_write_patch (GString *out, const PdPatch *patch);
char *pd_wire_patch_to_text (const PdPatch *patch);
PdPatch *pd_wire_patch_from_text (const PdRecordType *type, const char *text, GError **error);
PdPatch *pd_wire_patch_from_value (const PdRecordType *type, const PdWireValue *value, GError **error);

void pd_wire_write_mutation (GString *out, const PdMutation *mutation);
char *pd_wire_mutation_to_text (const PdMutation *mutation);
char *pd_wire_mutation_payload_hash (const PdMutation *mutation);
PdMutation *pd_wire_mutation_from_text (const char *text, gssize length, GError **error);
PdMutation *pd_wire_mutation_from_value (const PdWireValue *value, GError **error);
void pd_wire_write_result (GString *out, const PdResult *result);
char *pd_wire_result_to_text (const PdResult *result);
PdResult *pd_wire_result_from_text (const char *text, gssize length, GError **error);
PdResult *pd_wire_result_from_value (const PdWireValue *value, GError **error);

/** PdWireEntry: one entry of a push as it arrived. */
typedef struct
{
  char *id;                   /* the mutation's */
  gint64 counter;             /* 0 when it cannot be read */
  char *payload_hash;         /* SHA-256 in hex over all that the entry says but its counter */
  const PdMutation *mutation; /* (nullable) one of the push's; NULL when it cannot be read */
  char *path;                 /* (nullable) the field that cannot be read */
  char *message;              /* (nullable) why the entry cannot be read */
} PdWireEntry;

/** PdWirePush: the body of POST /v1/sync/push. */
typedef struct
{
  char *epoch;          /* (nullable) the history that the client knows */
  char *replica;        /* one per local database file */
  gboolean briefly;     /* see PdResult's content_hash */
  GPtrArray *mutations; /* of PdMutation: those to be sent, or those that could be read */
  GPtrArray *entries;   /* of PdWireEntry: all that arrived, in order; empty in a push to be sent */
} PdWirePush;

/** PdWirePassage: the part of the history that is made of a push's own results and nothing else. */
typedef struct
{
  char *from;  /* the cursor before it */
  char *to;    /* the cursor behind it */
  gint64 last; /* the sequence of its last change */
} PdWirePassage;

/** PdWireDeparture: a record that has left a stream; it goes on in another. */
typedef struct
{
  const PdRecordType *type;
  char *id;
  char *stream;
  gint64 revision;
} PdWireDeparture;

/** PdWirePage: one page of GET /v1/sync/changes, accepted only whole. */
typedef struct
{
  GPtrArray *records;    /* of PdRecord, in sequence order */
  GPtrArray *departures; /* of PdWireDeparture: from the streams asked for, to one that was not */
  char *epoch;
  char *next;          /* the cursor after this page, opaque */
  gint64 last;         /* the sequence that @next stands for */
  gint64 head;         /* the tenant's newest sequence */
  gboolean more;       /* another page follows */
  gint64 acknowledged; /* the highest counter of this replica that the platform has decided */
  GPtrArray *results;  /* of PdResult: the decided ones of the mutations that the client asked about */
  GHashTable *digests; /* (nullable) stream name → PdDigest, of each that the user may read; at the head */
  GStrv types;         /* (nullable) the names of the types that the user may read */
  guint8 *hashes;      /* (nullable) PD_DIGEST_SIZE bytes a record, see pd_wire_page_hash_records() */
} PdWirePage;

PdWirePush *pd_wire_push_new (const char *epoch, const char *replica);
void pd_wire_push_free (PdWirePush *push);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWirePush, pd_wire_push_free)
char *pd_wire_push_to_text (const PdWirePush *push);
PdWirePush *pd_wire_push_from_text (const char *text, gssize length, GError **error);
char *pd_wire_results_to_text (GPtrArray *results);
GPtrArray *pd_wire_results_from_text (const char *text, gssize length, GError **error);
void pd_wire_passage_free (PdWirePassage *passage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWirePassage, pd_wire_passage_free)
char *pd_wire_pushed_to_text (GPtrArray *results, const PdWirePassage *passage);
GPtrArray *
pd_wire_pushed_from_text (const char *text, gssize length, PdWirePassage **passage, GError **error);

PdWireDeparture *
pd_wire_departure_new (const PdRecordType *type, const char *id, const char *stream, gint64 revision);
void pd_wire_departure_free (PdWireDeparture *departure);
void pd_wire_write_departure (GString *out, const PdWireDeparture *departure);
PdWirePage *pd_wire_page_new (void);
void pd_wire_page_free (PdWirePage *page);
void pd_wire_page_hash_records (PdWirePage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWirePage, pd_wire_page_free)
void pd_wire_page_set_digest (PdWirePage *page, const char *stream, const PdDigest *digest);
void pd_wire_write_page_end (GString *out, const PdWirePage *page, guint count);
PdWirePage *pd_wire_page_from_text (const char *text, gssize length, GError **error);

G_END_DECLS
