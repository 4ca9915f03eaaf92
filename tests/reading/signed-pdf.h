/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a test's PDF is signed like. */
typedef struct
{
  const char *owner; /* of the certificate */
  gboolean expired;  /* the certificate ended before the signing */
} SignedPdf;

GByteArray *signed_pdf_new (const SignedPdf *how, gsize *signature_start, gsize *signature_end);

G_END_DECLS
