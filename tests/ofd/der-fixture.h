/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values of ASN.1, for seals and signatures. */
GByteArray *der_new (guint8 tag, gconstpointer data, gsize size);
GByteArray *der_group (guint8 tag, GByteArray **parts, gsize n);
GByteArray *der_sequence (GByteArray **parts, gsize n);
GByteArray *der_oid (const char *oid);
GByteArray *der_bit_string (const guint8 *data, gsize size);

G_END_DECLS
