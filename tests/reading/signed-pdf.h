/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a test's PDF is signed like. */
typedef struct
{
  const char *owner; /* of the certificate */
  gboolean expired;  /* the certificate ended before the signing */
  guint
      bare; /* 0: PKCS #7; 1: the bare signature and the certificate beside it, with SHA-1; 256: with SHA-256 */
  gboolean packed; /* the certificate is in a stream of objects */
} SignedPdf;

GByteArray *signed_pdf_new (const SignedPdf *how, gsize *signature_start, gsize *signature_end);

G_END_DECLS
