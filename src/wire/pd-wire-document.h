/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdWireKind: what a JSON value is. */
typedef enum
{
  PD_WIRE_NULL,
  PD_WIRE_FALSE,
  PD_WIRE_TRUE,
  PD_WIRE_NUMBER,
  PD_WIRE_TEXT,
  PD_WIRE_ARRAY,
  PD_WIRE_OBJECT,
  PD_WIRE_TOO_DEEP /* an array or object that was not read: only where a part may be refused alone */
} PdWireKind;

/** PdWireValue: one value of a document; lives as long as the document. */
typedef struct
{
  PdWireKind kind;
  guint count;      /* elements of an array, members of an object */
  guint size;       /* how many values it is, itself and all within it included */
  guint length;     /* bytes of @text */
  const char *text; /* of a text, without escapes, ends with NUL; of a number or what is too deep, does not */
} PdWireValue;

/** PdWireDocument: JSON from outside, read by the letter of RFC 8259. */
typedef struct _PdWireDocument PdWireDocument;

/** PdWireIter: goes through an array or an object, in its order. */
typedef struct
{
  const PdWireValue *at;
  guint left;
  gboolean named;
} PdWireIter;

PdWireDocument *pd_wire_parse (const char *text, gssize length, GError **error);
void pd_wire_document_free (PdWireDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWireDocument, pd_wire_document_free)
const PdWireValue *pd_wire_document_root (const PdWireDocument *document);

const PdWireValue *pd_wire_value_member (const PdWireValue *object, const char *name);
const char *pd_wire_value_text (const PdWireValue *value);
gboolean pd_wire_value_integer (const PdWireValue *value, gint64 *integer);
void pd_wire_iter_init (PdWireIter *iter, const PdWireValue *container);
gboolean pd_wire_iter_next (PdWireIter *iter, const char **name, const PdWireValue **value);
void pd_wire_write_value (GString *out, const PdWireValue *value);
char *pd_wire_value_to_text (const PdWireValue *value);
char *pd_wire_object_hash (const PdWireValue *object, const char *left_out);

G_END_DECLS
