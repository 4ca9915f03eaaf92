/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A value of ASN.1 in its distinguished form, borrowed from the bytes it was read from. */
typedef struct
{
  guint8 tag;
  const guint8 *start; /* of the whole value with its head */
  const guint8 *data;  /* of what is in it */
  gsize size;          /* of what is in it */
} PdOfdDer;

#define PD_OFD_DER_INTEGER 0x02
#define PD_OFD_DER_BIT_STRING 0x03
#define PD_OFD_DER_OCTET_STRING 0x04
#define PD_OFD_DER_OID 0x06
#define PD_OFD_DER_SEQUENCE 0x30
#define PD_OFD_DER_SET 0x31

gboolean pd_ofd_der_read (const guint8 *data, gsize size, PdOfdDer *value);
gboolean pd_ofd_der_read_bytes (GBytes *bytes, PdOfdDer *value);
gboolean pd_ofd_der_child (const PdOfdDer *parent, guint index, PdOfdDer *child);
guint pd_ofd_der_count (const PdOfdDer *parent);
gsize pd_ofd_der_total (const PdOfdDer *value);
char *pd_ofd_der_text (const PdOfdDer *value);
char *pd_ofd_der_oid (const PdOfdDer *value);
gboolean pd_ofd_der_bits (const PdOfdDer *value, const guint8 **data, gsize *size);

G_END_DECLS
