/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire/pd-wire.h"

#include <string.h>

G_BEGIN_DECLS

/* No single text on the wire is longer, whatever its field's limit. */
#define PD_WIRE_MAX_TEXT (64 * 1024)

/* More than a client ever sends: its own limit is 500 mutations or 1 MiB. */
#define PD_WIRE_MAX_MUTATIONS 1000

/** PdWirePath: where a value stands, made on the stack on the way down and written only into an error. */
typedef struct _PdWirePath PdWirePath;

struct _PdWirePath
{
  const PdWirePath *parent; /* (nullable) NULL: the root */
  const char *name;         /* (nullable) of a member; NULL: @index counts */
  guint index;
};

/* As g_string_append_len(), which is a call and a move for a few bytes. */
static inline void
pd_wire_append (GString *out, const char *text, gsize length)
{
  if (out->len + length >= out->allocated_len)
    {
      g_string_append_len (out, text, (gssize) length);
      return;
    }
  memcpy (out->str + out->len, text, length);
  out->len += length;
  out->str[out->len] = '\0';
}

PdWireDocument *pd_wire_parse_in_parts (const char *text, gssize length, GError **error);
gboolean pd_wire_document_is_pruned (const PdWireDocument *document);
void pd_wire_field_error (GError **error, const PdWirePath *path, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
const PdWireValue *pd_wire_object (const PdWireValue *node, const PdWirePath *path, GError **error);
const PdWireValue *
pd_wire_array (const PdWireValue *node, const PdWirePath *path, guint max_length, GError **error);
gboolean pd_wire_get_string (const PdWireValue *object,
                             const char *name,
                             const PdWirePath *path,
                             gboolean required,
                             const char **value,
                             GError **error);
gboolean pd_wire_get_integer (const PdWireValue *object,
                              const char *name,
                              const PdWirePath *path,
                              gboolean required,
                              gint64 *value,
                              GError **error);
gboolean pd_wire_get_count (const PdWireValue *object,
                            const char *name,
                            const PdWirePath *path,
                            gboolean required,
                            gint64 *value,
                            GError **error);
gboolean pd_wire_get_boolean (const PdWireValue *object,
                              const char *name,
                              const PdWirePath *path,
                              gboolean *value,
                              GError **error);
gboolean pd_wire_get_id (const PdWireValue *object,
                         const char *name,
                         const PdWirePath *path,
                         const char **value,
                         GError **error);
gboolean pd_wire_has_value (const PdWireValue *object, const char *name);
gboolean pd_wire_check_format (const PdWireValue *object, const PdWirePath *path, GError **error);
void pd_wire_write_canonical (GString *out, const PdWireValue *value);
void pd_wire_write_digest (GString *out, const PdDigest *digest);
gboolean
pd_wire_read_digest (const PdWireValue *node, const PdWirePath *path, PdDigest *digest, GError **error);
void pd_wire_write_types (GString *out, const GStrv types);
gboolean pd_wire_read_types (const PdWireValue *object, GStrv *types, GError **error);
void pd_wire_write_results (GString *out, GPtrArray *results);
GPtrArray *pd_wire_read_results (const PdWireValue *object, const PdWirePath *path, GError **error);

gboolean pd_wire_write_field (GString *out, const PdRecord *record, guint field, gboolean first);
gboolean pd_wire_read_field (PdRecord *record,
                             guint field,
                             const PdWireValue *node,
                             const PdWirePath *path,
                             GError **error);
void pd_wire_write_line (GString *out, const PdRecord *line);
PdRecord *
pd_wire_read_line (const PdRecordType *type, const PdWireValue *node, const PdWirePath *path, GError **error);
PdRecord *pd_wire_read_record (const PdWireValue *node, const PdWirePath *path, GError **error);
PdPatch *pd_wire_read_patch (const PdRecordType *type,
                             const PdWireValue *node,
                             const PdWirePath *path,
                             GError **error);

G_END_DECLS
