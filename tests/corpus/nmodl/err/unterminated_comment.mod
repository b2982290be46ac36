COMMENT
no end
